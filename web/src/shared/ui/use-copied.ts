import { useEffect, useState } from "react"

import { writeText } from "./write-text"

const THANKS_MS = 2000

/** Puts a text on the clipboard, and knows for a moment that it is there. */
export function useCopied(text: string): { isCopied: boolean; copy: () => void } {
  const [copied, setCopied] = useState<{ text: string } | null>(null)
  useEffect(() => {
    if (copied === null) return
    const timer = setTimeout(() => setCopied(null), THANKS_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await writeText(text)
    setCopied({ text })
  }
  return { isCopied: copied?.text === text, copy: () => void copy() }
}
