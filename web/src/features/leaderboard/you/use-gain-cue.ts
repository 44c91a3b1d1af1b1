import { useEffect, useRef } from "react"

import { usePreferences } from "@/shared/preferences"

const NOTES = [659.3, 987.8]
const LOUDNESS = 0.06
const LENGTH_S = 0.18

/** One subtle cue when your rank at a place gets better; only where sound was switched on. */
export function useGainCue(place: string, rank: number | undefined): void {
  const sound = usePreferences((preferences) => preferences.sound)
  const before = useRef({ place, rank })
  useEffect(() => {
    const known = before.current.place === place ? before.current.rank : undefined
    const gained = known !== undefined && rank !== undefined && rank < known
    before.current = { place, rank }
    if (gained && sound) playCue()
  }, [place, rank, sound])
}

function playCue(): void {
  const audio = new AudioContext()
  NOTES.forEach((frequency, index) => {
    const [note, volume] = [new OscillatorNode(audio, { frequency }), new GainNode(audio)]
    const start = audio.currentTime + index * (LENGTH_S / 2)
    volume.gain.setValueAtTime(LOUDNESS, start)
    volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S)
    note.connect(volume).connect(audio.destination)
    note.start(start)
    note.stop(start + LENGTH_S)
    if (index === NOTES.length - 1) note.onended = () => void audio.close()
  })
}
