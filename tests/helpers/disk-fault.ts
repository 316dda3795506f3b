import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the disk of a real server fail while it runs, and well again with ''. See `journal/disk-faults.ts`. */
export class DiskFault {
  readonly #path: string;

  constructor(folder: string) {
    this.#path = join(folder, 'disk-fault');
  }

  get env(): { DISK_FAULT_FILE: string } {
    return { DISK_FAULT_FILE: this.#path };
  }

  async set(fault: string): Promise<void> {
    await writeFile(this.#path, fault);
  }
}
