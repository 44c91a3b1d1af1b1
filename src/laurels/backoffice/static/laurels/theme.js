// Dark unless someone has chosen otherwise; the theme's switch keeps its choice under this key.
if (localStorage.getItem("adminTheme") === null) {
  localStorage.setItem("adminTheme", JSON.stringify("dark"));
}

// A page on which something is under way looks again, unless somebody is about to do something.
addEventListener("DOMContentLoaded", () => {
  if (document.querySelector("[data-lk-under-way]") === null) return;
  const look = () => {
    if (document.hidden || document.querySelector("input:focus, select:focus")) setTimeout(look, 3000);
    else location.reload();
  };
  setTimeout(look, 3000);
});
