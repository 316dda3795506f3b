/** The thread that makes one file and ends. Built to dist/server/export-worker.js; `http/exporter.ts` starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ExportTask, makeExportFile } from './http/export-file.ts';

const file = await makeExportFile(workerData as ExportTask);
parentPort?.postMessage(file, [file.bytes.buffer]);
