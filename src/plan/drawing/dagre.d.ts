// the package's own types cannot be resolved as Node modules
declare module '@dagrejs/dagre' {
  export interface Placed {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }

  export class Graph {
    constructor(options: { readonly compound: boolean });
    setGraph(label: Readonly<Record<string, string | number>>): void;
    setDefaultEdgeLabel(make: () => object): void;
    setNode(id: string, label: { readonly width?: number; readonly height?: number }): void;
    setParent(id: string, parent: string): void;
    setEdge(from: string, to: string): void;
    node(id: string): Placed;
    edge(from: string, to: string): { readonly points: readonly { readonly x: number; readonly y: number }[] };
  }

  export function layout(graph: Graph): void;
}
