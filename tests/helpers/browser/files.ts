import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import readExcelFile from 'read-excel-file/node';

export interface Sheet {
  readonly sheet: string;
  readonly data: readonly (readonly unknown[])[];
}

/** Chooses a file format in the menu «Mer» and waits for the download. */
export async function downloadFromMenu(page: Page, name: string): Promise<Download> {
  await page.getByRole('button', { name: 'Mer', exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  return file;
}

export async function bytesOf(file: Download): Promise<Buffer> {
  return readFile(await file.path());
}

/** Reads a workbook, with another library than the product writes it with. */
export async function sheetsOf(file: Download): Promise<readonly Sheet[]> {
  return (await readExcelFile(await bytesOf(file), { trim: false })) as Sheet[];
}
