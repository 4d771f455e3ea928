import type { Picture } from "./picture";

/** Pixels for each CSS pixel: sharp on paper and on fine screens. */
const SCALE = 2;

/** The pixels of a picture, as a PNG in base64. */
export async function pngOf({ svg, width, height }: Picture): Promise<string> {
  const image = new Image();
  // The content policy allows data: for images, and one from there does not taint the canvas.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This window draws no pixels.");
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
}
