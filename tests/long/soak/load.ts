/** 50,000 points a second, as many series with one point each give them: 50 series, 1,000 steps a second. */
export const RUN = 'soak'
export const SERIES = Array.from({ length: 50 }, (_, i) => `probe-${Math.floor(i / 10)}/${i % 10}`)
export const MESSAGES_A_SECOND = 50
export const REPORTS_A_MESSAGE = 20
