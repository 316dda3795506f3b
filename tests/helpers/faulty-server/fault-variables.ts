/** What the faulty server reads besides the environment of the shipped one; see main.ts. */
export const FAULT_VARIABLES = ['DISK_FAULT_FILE', 'FAIL_POINT', 'FOLDER_STEP'] as const;
