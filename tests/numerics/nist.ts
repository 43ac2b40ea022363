/**
 * The nonlinear regression problems of NIST StRD that ../shared/reference/nist holds: a reader of their files and, by
 * hand from each file's header, their models with derivatives. NIST's b1 is b[0] here.
 */

/** What a file says. */
export interface NistData {
  readonly name: string;
  readonly level: "Lower" | "Average" | "Higher";
  readonly starts: readonly [number[], number[]];
  readonly parameters: number[];
  readonly deviations: number[];
  readonly rss: number;
  /** Rows of data: y, then the predictors. */
  readonly rows: number[][];
}

/** Read a .dat file: starts and certified values from line 41, data from line 61. */
export function readNist(text: string): NistData {
  const lines = text.split(/\r?\n/);
  const name = /Dataset Name:\s+(\S+)/.exec(text)![1];
  const level = /(Lower|Average|Higher)\s+Level of Difficulty/.exec(text)![1] as NistData["level"];
  const table = lines.slice(40, 60).flatMap((line) => {
    const found = /^\s*b\d+\s*=\s*(.*)$/.exec(line);
    return found ? [found[1].trim().split(/\s+/).map(Number)] : [];
  });
  const column = (k: number) => table.map((row) => row[k]);
  return {
    name,
    level,
    starts: [column(0), column(1)],
    parameters: column(2),
    deviations: column(3),
    rss: Number(/Residual Sum of Squares:\s+(\S+)/.exec(text)![1]),
    rows: lines.slice(60).filter((line) => line.trim()).map((line) => line.trim().split(/\s+/).map(Number)),
  };
}

/** A model with its derivatives; `response` where the fitted value is a function of the observed one. */
export interface NistModel {
  model(x: number[], b: number[]): number;
  jacobian(x: number[], b: number[]): number[];
  response?(y: number): number;
}

const { exp, log, cos, sin, PI } = Math;

/** y = b1 (1 − exp(−b2 x)) */
const misra1a: NistModel = {
  model: ([x], b) => b[0] * (1 - exp(-b[1] * x)),
  jacobian: ([x], b) => [1 - exp(-b[1] * x), b[0] * x * exp(-b[1] * x)],
};

/** y = exp(−b1 x) / (b2 + b3 x) */
const chwirut: NistModel = {
  model: ([x], b) => exp(-b[0] * x) / (b[1] + b[2] * x),
  jacobian: ([x], b) => {
    const e = exp(-b[0] * x), d = b[1] + b[2] * x;
    return [-x * e / d, -e / d ** 2, -x * e / d ** 2];
  },
};

/** y = b1 exp(−b2 x) + b3 exp(−b4 x) + b5 exp(−b6 x) */
const lanczos: NistModel = {
  model: ([x], b) => b[0] * exp(-b[1] * x) + b[2] * exp(-b[3] * x) + b[4] * exp(-b[5] * x),
  jacobian: ([x], b) => [0, 2, 4].flatMap((i) => [exp(-b[i + 1] * x), -b[i] * x * exp(-b[i + 1] * x)]),
};

/** y = b1 exp(−b2 x) + b3 exp(−(x − b4)²/b5²) + b6 exp(−(x − b7)²/b8²) */
const gauss: NistModel = {
  model: ([x], b) =>
    b[0] * exp(-b[1] * x) + b[2] * exp(-((x - b[3]) ** 2) / b[4] ** 2) + b[5] * exp(-((x - b[6]) ** 2) / b[7] ** 2),
  jacobian: ([x], b) => [
    exp(-b[1] * x),
    -b[0] * x * exp(-b[1] * x),
    ...[2, 5].flatMap((i) => {
      const d = x - b[i + 1], w = b[i + 2], e = exp(-(d ** 2) / w ** 2);
      return [e, b[i] * e * 2 * d / w ** 2, b[i] * e * 2 * d ** 2 / w ** 3];
    }),
  ],
};

/** Polynomial over polynomial: (b1 + b2 x + …, `above` terms) / (1 + … x + … x²). */
function rational(above: number): NistModel {
  const parts = (x: number, b: number[]) => {
    let top = 0, bottom = 1;
    for (let i = 0; i < above; i++) top += b[i] * x ** i;
    for (let i = above; i < b.length; i++) bottom += b[i] * x ** (i - above + 1);
    return [top, bottom];
  };
  return {
    model: ([x], b) => {
      const [top, bottom] = parts(x, b);
      return top / bottom;
    },
    jacobian: ([x], b) => {
      const [top, bottom] = parts(x, b);
      return b.map((_, i) => i < above ? x ** i / bottom : -top / bottom ** 2 * x ** (i - above + 1));
    },
  };
}

/** The models by the name of their data set. */
export const nistModels: Readonly<Record<string, NistModel>> = {
  Misra1a: misra1a,
  Chwirut1: chwirut,
  Chwirut2: chwirut,
  Lanczos1: lanczos,
  Lanczos2: lanczos,
  Gauss1: gauss,
  Gauss3: gauss,
  Kirby2: rational(3),
  Thurber: rational(4),
  DanWood: {
    model: ([x], b) => b[0] * x ** b[1],
    jacobian: ([x], b) => [x ** b[1], b[0] * x ** b[1] * log(x)],
  },
  Misra1c: {
    model: ([x], b) => b[0] * (1 - (1 + 2 * b[1] * x) ** -0.5),
    jacobian: ([x], b) => [1 - (1 + 2 * b[1] * x) ** -0.5, b[0] * x * (1 + 2 * b[1] * x) ** -1.5],
  },
  Misra1d: {
    model: ([x], b) => b[0] * b[1] * x / (1 + b[1] * x),
    jacobian: ([x], b) => [b[1] * x / (1 + b[1] * x), b[0] * x / (1 + b[1] * x) ** 2],
  },
  Nelson: {
    model: ([x1, x2], b) => b[0] - b[1] * x1 * exp(-b[2] * x2),
    jacobian: ([x1, x2], b) => [1, -x1 * exp(-b[2] * x2), b[1] * x1 * x2 * exp(-b[2] * x2)],
    response: log,
  },
  MGH09: {
    model: ([x], b) => b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]),
    jacobian: ([x], b) => {
      const top = x * x + x * b[1], bottom = x * x + x * b[2] + b[3];
      return [top / bottom, b[0] * x / bottom, -b[0] * top * x / bottom ** 2, -b[0] * top / bottom ** 2];
    },
  },
  Rat42: {
    model: ([x], b) => b[0] / (1 + exp(b[1] - b[2] * x)),
    jacobian: ([x], b) => {
      const e = exp(b[1] - b[2] * x), d = 1 + e;
      return [1 / d, -b[0] * e / d ** 2, b[0] * x * e / d ** 2];
    },
  },
  Rat43: {
    model: ([x], b) => b[0] / (1 + exp(b[1] - b[2] * x)) ** (1 / b[3]),
    jacobian: ([x], b) => {
      const e = exp(b[1] - b[2] * x), d = 1 + e, f = d ** (-1 / b[3]);
      const inner = -b[0] / b[3] * f * e / d;
      return [f, inner, -x * inner, b[0] * f * log(d) / b[3] ** 2];
    },
  },
  Bennett5: {
    model: ([x], b) => b[0] * (b[1] + x) ** (-1 / b[2]),
    jacobian: ([x], b) => {
      const f = (b[1] + x) ** (-1 / b[2]);
      return [f, -b[0] / b[2] * f / (b[1] + x), b[0] * f * log(b[1] + x) / b[2] ** 2];
    },
  },
  ENSO: {
    model: ([x], b) =>
      b[0] + b[1] * cos(2 * PI * x / 12) + b[2] * sin(2 * PI * x / 12) + b[4] * cos(2 * PI * x / b[3]) +
      b[5] * sin(2 * PI * x / b[3]) + b[7] * cos(2 * PI * x / b[6]) + b[8] * sin(2 * PI * x / b[6]),
    jacobian: ([x], b) => {
      const u = 2 * PI * x / b[3], v = 2 * PI * x / b[6];
      return [
        1,
        cos(2 * PI * x / 12),
        sin(2 * PI * x / 12),
        (b[4] * sin(u) - b[5] * cos(u)) * u / b[3],
        cos(u),
        sin(u),
        (b[7] * sin(v) - b[8] * cos(v)) * v / b[6],
        cos(v),
        sin(v),
      ];
    },
  },
};
