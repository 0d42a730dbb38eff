/** As --cpu-prof writes it. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** microseconds */
  readonly timeDeltas: readonly number[];
}

export interface Frame {
  readonly name: string;
  /** the folder under src/, where it is known */
  readonly room: string | null;
  /** microseconds, of itself and with what it calls */
  readonly own: number;
  readonly total: number;
  readonly callees: ReadonlyMap<string, Frame>;
}

export function framesOf(profile: CpuProfile, root?: string): Frame;

/** The SVG. */
export function draw(all: Frame, title: string): string;
