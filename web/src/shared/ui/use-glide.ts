import { useLayoutEffect, useRef, type RefObject } from "react"

import { wantsNoMotion } from "./reduced-motion"

/** Further than this a row would cross the screen: it is simply there. */
const FURTHEST_PX = 900

/**
 * Lets an element glide when its place in a list changes, and only then.
 *
 * The place is known as a number, so nothing is measured. Glides are added to one another: a
 * row that is overtaken while it still moves goes on from where it is seen.
 */
export function useGlide<E extends HTMLElement>(
  place: number,
  height: number,
): RefObject<E | null> {
  const element = useRef<E>(null)
  const before = useRef(place)
  useLayoutEffect(() => {
    const distance = (before.current - place) * height
    before.current = place
    if (!distance || Math.abs(distance) > FURTHEST_PX || wantsNoMotion()) return
    const style = getComputedStyle(document.documentElement)
    element.current?.animate(
      [{ transform: `translateY(${distance}px)` }, { transform: "translateY(0)" }],
      {
        duration: parseFloat(style.getPropertyValue("--glide")),
        easing: style.getPropertyValue("--spring").trim() || "ease-out",
        composite: "add",
      },
    )
  }, [place, height])
  return element
}
