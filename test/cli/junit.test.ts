import { expect, it } from 'vitest';
import { junitXml } from '../../src/cli/junit.ts';

it('the outcome of a test run is written as JUnit XML with its counts', () => {
  const xml = junitXml([
    {
      name: 'nightly',
      file: 'scenarios/nightly.yaml',
      cases: [
        { name: 'the run comes to an end', problem: null },
        { name: 'tasks.failed equals 0', problem: { kind: 'failure', message: 'it is 2' } },
      ],
    },
    {
      name: 'b',
      file: 'b.yaml',
      cases: [
        { name: 'the scenario is accepted', problem: { kind: 'error', message: 'b.yaml:1:1: error: bad\n> 1 | x' } },
      ],
    },
  ]);
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="batchlab" tests="3" failures="1" errors="1">
  <testsuite name="nightly" file="scenarios/nightly.yaml" tests="2" failures="1" errors="0">
    <testcase classname="nightly" name="the run comes to an end"/>
    <testcase classname="nightly" name="tasks.failed equals 0">
      <failure message="it is 2">it is 2</failure>
    </testcase>
  </testsuite>
  <testsuite name="b" file="b.yaml" tests="1" failures="0" errors="1">
    <testcase classname="b" name="the scenario is accepted">
      <error message="b.yaml:1:1: error: bad">b.yaml:1:1: error: bad&#10;&gt; 1 | x</error>
    </testcase>
  </testsuite>
</testsuites>
`);
});

it('JUnit XML stays well-formed whatever is in names and messages', () => {
  const xml = junitXml([
    {
      name: '<&">',
      file: 'f',
      cases: [{ name: 'a\u0000b\ud800c\u001b[31m', problem: { kind: 'failure', message: ']]> <tag> 😀' } }],
    },
  ]);
  expect(xml).toContain('classname="&lt;&amp;&quot;&gt;" name="a\ufffdb\ufffdc\ufffd[31m"');
  expect(xml).toContain('>]]&gt; &lt;tag&gt; 😀</failure>');
});
