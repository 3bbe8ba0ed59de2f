/** A city as DB-IP writes it. */
export interface CityRecord {
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  /** State or province, empty where there is none. */
  readonly region: string;
  /** City, town or quarter, often with a part of it: `Guangzhou (Tianhe Qu)`. Empty when only the region is known. */
  readonly city: string;
  /** Degrees, east and north positive. */
  readonly longitude: number;
  readonly latitude: number;
}
