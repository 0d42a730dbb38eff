/** A writer for the tests of the output folder: puts a set of files named by argv into place, as `run` does. */
import { OutputFolder } from '../../dist/cli/output-folder.js';

const [directory, content, ...options] = process.argv.slice(2);
const folder = OutputFolder.open(directory);
const log = !options.includes('--no-events');
for (const name of ['nodes.csv', 'jobs.csv', 'report.html', 'summary.json']) folder.write(name, content);
if (log) for (const name of ['events.ndjson', 'tasks.csv']) folder.write(name, content);
folder.commit(log ? [] : ['events.ndjson', 'tasks.csv']);
