/** The parts of `place p` as a place has them: null for what is not known. */
export const placeColumns =
  "nullif(p.country, '') as country, nullif(p.region, '') as region, nullif(p.city, '') as city";
