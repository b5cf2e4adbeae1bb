export const answer = 'from the part'
