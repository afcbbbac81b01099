// Says which files were chosen or dropped; the input itself lies invisibly over the whole zone, so dropping is the browser's.
const input = document.getElementById("files");
const said = document.getElementById("chosen");
input?.addEventListener("change", () => {
  said.textContent = [...input.files].map((file) => file.name).join("、");
});
