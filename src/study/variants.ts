/** Variants as scenarios: the tree of the base with a few values changed, compiled without looking again at the rest. */
import type { Issue, Path } from '../batch/issue.ts';
import type { Scenario } from '../batch/model.ts';
import type { Compiled, CompileOptions } from '../scenario/compile.ts';
import { withValue } from '../scenario/override.ts';
import { type CompiledTree, recompile } from '../scenario/recompile.ts';
import type { Design, Draft } from './draft.ts';
import { canonicalJson } from './key.ts';
import { shortNames, variantName } from './names.ts';
import type { Change, Value, Variant } from './study.ts';
import { valueAt } from './tree.ts';

/** The variants of a design, in its order. */
export function variantsOf({ axes, drafts }: Design, raw: unknown): readonly Variant[] {
  const short = shortNames(axes.map(({ path }) => path));
  const names = new Set<string>();
  return drafts.map((draft, index) => {
    const assignments = assignmentsOf(draft);
    const own = draft.name ?? variantName(assignments, short);
    // values that are long may look alike
    const name = names.has(own) ? `${own} (variant ${index})` : own;
    names.add(name);
    return { index, name, assignments, patch: patchOf(draft) };
  });

  function assignmentsOf({ levels }: Draft): Readonly<Record<string, Value>> {
    return Object.fromEntries(
      axes.flatMap(({ path }, place) => (levels[place] === null ? [] : [[path, levels[place].value]])),
    );
  }

  function patchOf({ levels }: Draft): readonly Change[] {
    return axes.flatMap(({ resolved }, place): readonly Change[] => {
      const level = levels[place];
      if (level === null || canonicalJson(valueAt(raw, resolved)) === canonicalJson(level.value)) return [];
      return [{ path: resolved, value: level.value }];
    });
  }
}

/** Compiles variants of one base, and keeps those that were used last. */
export class VariantScenarios {
  readonly #base: CompiledTree;
  readonly #variants: readonly Variant[];
  readonly #options: CompileOptions & { readonly seed: string };
  readonly #kept = new Map<number, Scenario>();

  constructor(base: CompiledTree, variants: readonly Variant[], options: CompileOptions & { readonly seed: string }) {
    this.#base = base;
    this.#variants = variants;
    this.#options = options;
  }

  compile(variant: number): Compiled {
    const { patch } = this.#variants[variant];
    const tree = patch.reduce((raw, { path, value }) => withValue(raw, path, value), this.#base.raw);
    const paths = patch.map(({ path }) => path);
    return recompile(this.#base, tree, paths, this.#options);
  }

  /** Of a variant that was found valid. */
  scenarioOf(variant: number): Scenario {
    const known = this.#kept.get(variant);
    if (known !== undefined) return known;
    const compiled = this.compile(variant);
    if (!compiled.ok) throw new Error(`variant ${variant} is not valid`);
    if (this.#kept.size >= MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value as number);
    this.#kept.set(variant, compiled.scenario);
    return compiled.scenario;
  }
}

const MOST_KEPT = 32;

/** Which of the values that a variant sets an issue is about: index of the axis, or -1. */
export function culprit(issue: Issue, { axes }: Design, { levels }: Draft): number {
  return axes.findLastIndex(({ resolved }, axis) => levels[axis] !== null && related(issue.path, resolved));
}

function related(one: Path, other: Path): boolean {
  return one.slice(0, other.length).every((segment, place) => segment === other[place]);
}
