/** Bytes as pairs of hexadecimal digits. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  const size = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += size) binary += String.fromCharCode(...bytes.subarray(at, at + size));
  return btoa(binary);
}
