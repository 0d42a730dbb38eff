/**
 * Tasks on slots in SIM.JS (package simjs): a facility with a server for each slot, first come first served; an entity sends the tasks to
 * it as they arrive.
 *
 *     node simjs-slots.mjs FOLDER SLOTS MODULE
 *
 * FOLDER has at.f64 and duration.f64, milliseconds as native doubles. Prints makespan, busy time and the CPU seconds of the simulation.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, slots, path] = process.argv.slice(2);
// the package is a script for browsers
globalThis.window = {};
createRequire(import.meta.url)(path);
const { Sim, Entity, Facility } = globalThis.window.Sim;

const column = (name) => {
  const bytes = readFileSync(join(folder, name));
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
};
const at = column('at.f64');
const duration = column('duration.f64');
let busy = 0;
let last = 0;

class Source extends Entity {
  start(facility) {
    this.facility = facility;
    this.next = 0;
    this.arrive();
  }

  arrive() {
    while (this.next < at.length && at[this.next] <= this.time()) {
      const length = duration[this.next++];
      this.useFacility(this.facility, length).done(this.end, this, length);
    }
    if (this.next < at.length) this.setTimer(at[this.next] - this.time()).done(this.arrive, this);
  }

  end(length) {
    busy += length;
    last = this.time();
  }
}

const before = process.cpuUsage();
const sim = new Sim();
sim.addEntity(Source, 'source', new Facility('slots', Facility.FCFS, Number(slots)));
sim.simulate(Number.MAX_SAFE_INTEGER);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ makespan: last - at[0], busy, cpuSeconds: (user + system) / 1e6, version: '2.0.3' }));
