/** As the wire has it (app-open-api.md §5.2, sharing). */
export const sharingStatus = { pending: 0, accepted: 1, refused: 2, cancelled: 3 } as const;
