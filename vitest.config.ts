import { defineConfig } from 'vitest/config';

/** Tests of the command line start the built program as a user does; they alone need it built first. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'rooms', include: ['test/**/*.test.ts'], exclude: ['test/cli/**'] } },
      { extends: true, test: { name: 'cli', include: ['test/cli/**/*.test.ts'], globalSetup: ['test/cli/build.ts'] } },
    ],
  },
});
