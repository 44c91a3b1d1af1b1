import { useEffect, useRef } from "react"
import { useLocation } from "wouter"

/** How long after `g` the second key counts, in milliseconds. */
const CHORD_MS = 1200

/** `/` and ⌘K search, `g h` goes home; never while someone types. */
export function useShortcuts(search: () => void): void {
  const [, navigate] = useLocation()
  const pressedG = useRef(0)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPalette = event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)
      if (!isPalette && (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey))
        return
      if (isPalette || event.key === "/") {
        event.preventDefault()
        search()
      } else if (event.key === "h" && Date.now() - pressedG.current < CHORD_MS) navigate("/")
      pressedG.current = event.key === "g" ? Date.now() : 0
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [search, navigate])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  )
}
