const minutesOfDegree = 60;

/** As on a map: 23°07.2′N 113°15.6′E. Takes degrees. */
export function coordinatesText(latitude: number, longitude: number): string {
  return `${angle(latitude)}${latitude < 0 ? 'S' : 'N'} ${angle(longitude)}${longitude < 0 ? 'W' : 'E'}`;
}

function angle(degrees: number): string {
  // Rounded as a whole, so that there are never 60 minutes.
  const minutes = Math.round(Math.abs(degrees) * minutesOfDegree * 1000) / 1000;
  const whole = Math.floor(minutes / minutesOfDegree);
  return `${whole}°${(minutes - whole * minutesOfDegree).toFixed(3).padStart(6, '0')}′`;
}
