/** How near to each other the nodes of pods must be, in tiers of Volcano's HyperNodes. */
export type NetworkTopology = TopologyByNumber | TopologyByName;

interface TopologyMode {
  /**
   * `hard`: the pods wait for nodes that near. `soft`: they are put as near as there is room.
   * @default 'hard'
   */
  readonly mode?: 'hard' | 'soft';
}

/** The highest tier by its number: 1 is the nearest. */
export interface TopologyByNumber extends TopologyMode {
  /** @default - any tier */
  readonly highestTierAllowed?: number;
  readonly highestTierName?: never;
}

/** The highest tier by the name that HyperNodes give it. */
export interface TopologyByName extends TopologyMode {
  readonly highestTierName: string;
  readonly highestTierAllowed?: never;
}
