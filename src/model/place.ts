/** A place by its English names, as reports print them (contract.md §5, location). */
export interface Place {
  readonly country: string;
  readonly region: string | null;
  readonly city: string | null;
}

/** A place with its position in degrees, north and east positive. */
export interface Location extends Place {
  readonly longitude: number;
  readonly latitude: number;
}
