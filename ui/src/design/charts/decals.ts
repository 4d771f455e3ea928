/** A pattern that is laid over a layer, as the charting library takes it. */
interface Decal {
  symbol?: string;
  symbolSize?: number;
  dashArrayX?: number | number[] | number[][];
  dashArrayY?: number | number[];
  rotation?: number;
}

const LINE = { dashArrayX: [1, 0] };
const SLOPE = Math.PI / 4;

/**
 * One for each of the nine colours, in their order; `.sw.patterned` draws the same in the legend. The first is plain, and
 * no two that lie beside each other run the same way. None is of lines that lie flat: a thin layer could lie between two
 * of them and be gone.
 */
const DECALS: readonly Decal[] = [
  { symbol: "none" },
  { ...LINE, dashArrayY: [2, 4], rotation: -SLOPE },
  { ...LINE, dashArrayY: [2, 4], rotation: 2 * SLOPE },
  { symbol: "circle", symbolSize: 0.8, dashArrayX: [[4, 4]], dashArrayY: [4, 4] },
  { ...LINE, dashArrayY: [2, 4], rotation: SLOPE },
  { ...LINE, dashArrayY: [5, 5], rotation: 2 * SLOPE },
  { symbol: "rect", symbolSize: 1, dashArrayX: [[4, 2]], dashArrayY: [4, 2] },
  { ...LINE, dashArrayY: [5, 5], rotation: -SLOPE },
  { ...LINE, dashArrayY: [5, 5], rotation: SLOPE },
];

/** What is left: more holes than anything. */
const OTHERS: Decal = { symbol: "circle", symbolSize: 1, dashArrayX: [[5, 2]], dashArrayY: [5, 2] };

/** The pattern of a colour, cut out in the colour of the surface, which every layer stands out from. */
export function decalOf(colour: number | null, surface: string): Decal & { color: string } {
  const decal = colour === null ? OTHERS : (DECALS[colour] ?? OTHERS);
  return { ...decal, color: surface };
}
