import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the disk of a running server fail, and work again with ''. See faulty-disk.ts. */
export class DiskFault {
  readonly #path: string;

  constructor(folder: string) {
    this.#path = join(folder, 'disk-fault');
  }

  /** For the server's start. */
  get env(): { DISK_FAULT_FILE: string } {
    return { DISK_FAULT_FILE: this.#path };
  }

  async set(fault: string): Promise<void> {
    await writeFile(this.#path, fault);
  }
}
