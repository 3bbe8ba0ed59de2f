/** What wrong passwords of a member are counted for, whether or not there is one of this name. */
export function memberAccount(username: string): string {
  return `member/${username.toLowerCase()}`;
}
