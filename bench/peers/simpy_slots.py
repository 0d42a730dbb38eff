"""Tasks on slots in SimPy (3 or 4): a process for each task, which waits for its arrival, requests a slot and holds it.

    python3 simpy_slots.py FOLDER SLOTS

FOLDER has at.f64 and duration.f64, milliseconds as native doubles. Prints makespan, busy time and the CPU seconds of the simulation.
"""

import json
import os
import sys
import time
from array import array

import simpy


def column(folder, name):
    path = os.path.join(folder, name)
    values = array("d")
    with open(path, "rb") as file:
        values.fromfile(file, os.path.getsize(path) // values.itemsize)
    return values


def main(folder, slots):
    at = column(folder, "at.f64")
    duration = column(folder, "duration.f64")
    busy = [0.0]

    def task(env, pool, length):
        with pool.request() as slot:
            yield slot
            yield env.timeout(length)
            busy[0] += length

    def source(env, pool):
        """Tasks come into being when they arrive: nobody has to keep all of them waiting for that."""
        for arrival, length in zip(at, duration):
            if arrival > env.now:
                yield env.timeout(arrival - env.now)
            env.process(task(env, pool, length))

    begun = time.process_time()
    env = simpy.Environment()
    env.process(source(env, simpy.Resource(env, capacity=slots)))
    env.run()
    spent = time.process_time() - begun
    print(json.dumps({"makespan": env.now - at[0], "busy": busy[0], "cpuSeconds": spent, "version": simpy.__version__}))


main(sys.argv[1], int(sys.argv[2]))
