/** The category that stands on top of the palette: what people come for. */
export const telephony = 'Telephony';
