/** The text of the script; null when it was written. */
export function bundlePage(options: { write: boolean }): Promise<string | null>;
