import "@fontsource-variable/inter"
import "@fontsource-variable/saira/wdth.css"
import "@/shared/tokens/theme.css"

import { StrictMode } from "react"
import { createRoot } from "react-dom/client"

// What stands over a video or on another site loads nothing of the app.
const isBare = document.documentElement.dataset.stage === "bare"
const { App } = await (isBare ? import("./bare") : import("./app"))

const root = document.getElementById("root")
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
