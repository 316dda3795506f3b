import { Worker } from 'node:worker_threads';
import type { Limits } from '#protocol/limits';
import type { ExportFile, ExportTask } from './export-file.ts';
import { overLimit, ProblemError } from './problem.ts';

/** A thread that needs more than this fails alone; without a limit it could take the process down. */
const MEMORY_MB = 512;

/**
 * Makes files on separate threads, so that exports do not delay members: a workbook of 2,000 notes takes 400 ms. A few
 * exports run at once, some more wait in a queue, and beyond that they are refused.
 */
export class Exporter {
  readonly #program: string;
  readonly #limits: Limits;
  readonly #line: (() => void)[] = [];
  #running = 0;

  /** `program`: the path of the built export-worker. */
  constructor(program: string, limits: Limits) {
    this.#program = program;
    this.#limits = limits;
  }

  /** Throws a ProblemError if too many exports wait or this one takes too long, otherwise the worker's error. */
  async make(task: ExportTask): Promise<ExportFile> {
    const { exportsAtOnce, exportsWaiting } = this.#limits;
    if (this.#running >= exportsAtOnce) {
      if (this.#line.length >= exportsWaiting) throw new ProblemError('too-many', 'too many exports are waiting');
      // An export that ends passes its turn to the first in the queue.
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
    // A running export must not keep a stopping server alive.
    worker.unref();
    return new Promise<ExportFile>((resolve, reject) => {
      const tooLong = setTimeout(() => reject(overLimit(this.#limits, 'exportMs')), this.#limits.exportMs);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the export worker exited with ${code} and made no file`)));
      const done = () => clearTimeout(tooLong);
      worker.once('message', done);
      worker.once('exit', done);
    }).finally(() => void worker.terminate());
  }
}
