export interface Palette {
  readonly ground: string;
  readonly ink: string;
  /** Axes, units, what is said beside. */
  readonly quiet: string;
  readonly grid: string;
  /** Told apart by people with any kind of colour vision; a test holds them to it. */
  readonly series: readonly [string, string, string, string, string, string];
  /** From little to much; `none` is where nothing happened. */
  readonly heat: readonly [string, string];
  readonly none: string;
}

/** Opaque grounds: a chat's own background is nowhere known. */
export const themes = {
  light: {
    ground: "#ffffff",
    ink: "#1d1c1d",
    quiet: "#5a5a60",
    grid: "#dedee3",
    series: ["#2f48d6", "#54a332", "#6b2022", "#c570b1", "#7d5e1c", "#473474"],
    heat: ["#d5e3fb", "#16337d"],
    none: "#f1f1f4",
  },
  dark: {
    ground: "#1e1f24",
    ink: "#f2f3f5",
    quiet: "#b5b7bf",
    grid: "#3a3c45",
    series: ["#6773fb", "#cfbb00", "#e93317", "#56c5e1", "#a76d96", "#c7f7af"],
    heat: ["#27406b", "#a9d3ff"],
    none: "#2a2c33",
  },
} as const satisfies Record<string, Palette>;

export type Theme = keyof typeof themes;

/** Every picture is laid out on this canvas and scaled as a whole; letters of 22 are read on a phone of 375 px. */
export const canvas = { width: 800, height: 500, margin: 24 } as const;

export const sizes = { title: 28, label: 22, name: 21 } as const;
