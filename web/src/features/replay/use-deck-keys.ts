import { useEffect } from "react"

import type { Deck } from "./use-race"

const WIND = 0.04

/** Space plays and pauses, arrows wind; a field or a button in focus keeps its own keys. */
export function useDeckKeys(deck: Deck): void {
  const { race, toggle, jump } = deck
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTaken(event)) return
      const wind = { ArrowLeft: -WIND, ArrowRight: WIND }[event.key]
      if (event.key === " ") toggle()
      else if (event.key === "Home") jump(0)
      else if (event.key === "End") jump(1)
      else if (wind) jump(race.place + wind)
      else return
      event.preventDefault()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [race, toggle, jump])
}

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement && target.type === "range") return key !== " "
  // The speeds are radio buttons: arrows are theirs, and space would choose what is chosen.
  if (target instanceof HTMLInputElement && target.type === "radio") return key.startsWith("Arrow")
  return target.closest("input, textarea, select, button, a, dialog, [contenteditable]") !== null
}
