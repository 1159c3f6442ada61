/** Text that is safe in SVG and HTML, whatever a test's author wrote; control characters are shown as a replacement. */
export function escapeText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- XML allows no control characters at all
      .replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}
