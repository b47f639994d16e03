// @ts-check
/**
 * Shapes that travel between the server and this page.
 *
 * @typedef {{latitude: number, longitude: number}} Place
 * @typedef {{id: number, first_name: string, last_name?: string, username?: string, is_bot?: boolean}} User
 * @typedef {User & {language_code: string, phone?: string, location?: Place, started: boolean,
 *   blocked: boolean, deactivated: boolean}} Person
 * @typedef {{type: string, offset: number, length: number, url?: string, language?: string,
 *   user?: User, unix_time?: number, date_time_format?: string}} Entity
 * @typedef {{text: string, style?: string, callback_data?: string, url?: string,
 *   copy_text?: {text: string}, pay?: boolean, web_app?: {url: string},
 *   login_url?: {url: string}}} InlineButton
 * @typedef {string | {text: string, style?: string, request_contact?: boolean,
 *   request_location?: boolean}} ReplyButton
 * @typedef {{keyboard: ReplyButton[][], resize_keyboard?: boolean, one_time_keyboard?: boolean,
 *   is_persistent?: boolean, input_field_placeholder?: string}} ReplyKeyboard
 * @typedef {{title: string, description: string, currency: string, total_amount: number}} Invoice
 * @typedef {{label: string, amount: number}} PriceLine
 * @typedef {{deleted?: boolean, paid?: boolean, silent?: boolean, prices?: PriceLine[], max_tip_amount?: number,
 *   suggested_tip_amounts?: number[], photo_url?: string}} Extra
 * @typedef {{message_id: number, date: number, edit_date?: number, from?: User, text?: string,
 *   entities?: Entity[], caption?: string, caption_entities?: Entity[],
 *   reply_to_message?: Message, quote?: {text: string},
 *   reply_markup?: {inline_keyboard?: InlineButton[][], force_reply?: boolean,
 *     input_field_placeholder?: string},
 *   photo?: {width: number, height: number}[],
 *   location?: Place & {live_period?: number, heading?: number},
 *   venue?: {title: string, address: string, location: Place},
 *   contact?: {phone_number: string, first_name: string, last_name?: string, user_id?: number},
 *   invoice?: Invoice,
 *   successful_payment?: {currency: string, total_amount: number},
 *   refunded_payment?: {currency: string, total_amount: number},
 *   new_chat_members?: User[], left_chat_member?: User, pinned_message?: Message,
 *   has_protected_content?: boolean, sim?: Extra}} Message
 * @typedef {{command: string, description: string}} Command
 * @typedef {{id: number, type: string, title?: string, members: number[], commands: Command[],
 *   replyKeyboard: ReplyKeyboard | null, messages: Map<number, Message>,
 *   read: Map<number, number>, typingUntil: number}} Chat
 * @typedef {{key: string, title: Record<string, string>, people: number[], can_add: boolean}} Column
 * @typedef {{id: string, at: string, subject: string, name: string, text: string}} FeedRow
 * @typedef {{state: string, error?: string}} Payment
 * @typedef {{kind: string, probability: number, method?: string, retry_after?: number,
 *   delay_ms?: number[], count?: number, fired?: number}} Fault
 * @typedef {{seed: number, faults: Fault[], fired: Record<string, number>}} Faults
 * @typedef {{running: boolean, customers: number, coming: number, acting: number, waiting: number,
 *   done: number, failed: number, stopped: number,
 *   taps: {sent: number, answered: number, slowest_ms: number[]}}} Rush
 * @typedef {{chatId: number, messageId: number, userId: number, row: number, column: number,
 *   data: string, queryId?: string, since: number}} Tap
 */
export {};
