/** Until a browser has surely begun to read what it is to keep: it does not say when. */
const readWithinMs = 60_000;

/** Gives the browser a file to keep. */
export function download(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), readWithinMs);
}
