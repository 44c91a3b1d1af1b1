import { useEffect, type RefObject } from "react"

/**
 * Tells the page around the frame how tall it must be, whenever that changes.
 *
 * Any site may embed, so the frame does not know where it stands until the page around it says
 * hello; from then on it answers that window, at the origin that the browser vouches for.
 */
export function useTellHeight(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const shown = element.current
    if (shown === null || parent === window) return
    let host: string | null = null
    const tell = () => {
      const { height } = shown.getBoundingClientRect()
      if (host !== null && height > 0) parent.postMessage({ type: "laurels:height", height }, host)
    }
    const onMessage = ({ source, origin, data }: MessageEvent<unknown>) => {
      if (source !== parent || !isHello(data)) return
      // A page that was opened from a file has no origin that could be named.
      host = origin === "null" ? "*" : origin
      tell()
    }
    addEventListener("message", onMessage)
    const observer = new ResizeObserver(tell)
    observer.observe(shown)
    parent.postMessage({ type: "laurels:ready" }, "*")
    return () => {
      removeEventListener("message", onMessage)
      observer.disconnect()
    }
  }, [element])
}

function isHello(data: unknown): boolean {
  return (
    typeof data === "object" && data !== null && "type" in data && data.type === "laurels:hello"
  )
}
