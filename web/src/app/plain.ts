/** A part of an address as it was meant; one that is no valid encoding stays as it is. */
export function plain(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "")
  } catch {
    return part ?? ""
  }
}
