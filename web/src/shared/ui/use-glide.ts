import { useLayoutEffect, useRef, type RefObject } from "react"

import { GLIDE_MS, SPRING } from "@/shared/tokens/motion"

import { wantsNoMotion } from "./reduced-motion"

/** Further than this a row would cross the screen: it is simply there. */
const FURTHEST_PX = 900
/** Who is overtaken steps back a little. */
const YIELD = [{ opacity: 1 }, { opacity: 0.45 }, { opacity: 1 }]

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
    element.current?.animate(
      [{ transform: `translateY(${String(distance)}px)` }, { transform: "translateY(0)" }],
      { duration: GLIDE_MS, easing: SPRING, composite: "add" },
    )
    if (distance < 0) element.current?.animate(YIELD, { duration: GLIDE_MS })
  }, [place, height])
  return element
}
