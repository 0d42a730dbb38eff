/** The version that every log and summary names. It is written here, not read from package.json, because a browser has no such file. */
export const VERSION = '0.1.0';
