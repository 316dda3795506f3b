import { Worker } from 'node:worker_threads';
import type { Limits } from '#protocol/limits';
import type { ExportFile, ExportTask } from './export-file.ts';
import { overLimit, ProblemError } from './problem.ts';

/** A thread that needs more than this is ended, and not the process. */
const MEMORY_MB = 512;

/**
 * Makes files on threads of their own, so that members notice nothing of it: a workbook of 2,000 notes takes 400 ms.
 * A few at once; the next wait in line, and past its end they are refused.
 */
export class Exporter {
  readonly #program: string;
  readonly #limits: Limits;
  readonly #line: (() => void)[] = [];
  #running = 0;

  /** `program`: the built export-worker. */
  constructor(program: string, limits: Limits) {
    this.#program = program;
    this.#limits = limits;
  }

  /** Throws a ProblemError where too many wait or the file takes too long; else what went wrong while making it. */
  async make(task: ExportTask): Promise<ExportFile> {
    const { exportsAtOnce, exportsWaiting } = this.#limits;
    if (this.#running >= exportsAtOnce) {
      if (this.#line.length >= exportsWaiting) throw new ProblemError('too-many', 'exports that wait');
      // Whoever ends hands its place to the first in line.
      await new Promise<void>((resolve) => this.#line.push(resolve));
    } else this.#running += 1;
    try {
      return await this.#run(task);
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #run(task: ExportTask): Promise<ExportFile> {
    const worker = new Worker(this.#program, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    // Nobody waits for a file from a server that stops.
    worker.unref();
    return new Promise<ExportFile>((resolve, reject) => {
      const tooLong = setTimeout(() => reject(overLimit(this.#limits, 'exportMs')), this.#limits.exportMs);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the export ended with ${code} and no file`)));
      const done = () => clearTimeout(tooLong);
      worker.once('message', done);
      worker.once('exit', done);
    }).finally(() => void worker.terminate());
  }
}
