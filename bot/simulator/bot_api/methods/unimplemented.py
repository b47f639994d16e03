"""Methods and parameters of the Bot API 10.0 that the simulator does not have."""

from collections.abc import Mapping
from typing import Any

from bot.simulator.model import left_out

_NAMES = """
    forwardMessages copyMessages sendLivePhoto sendAudio sendDocument sendVideo
    sendAnimation sendVoice sendVideoNote sendPaidMedia sendMediaGroup sendVenue sendPoll
    sendChecklist sendDice sendMessageDraft getUserProfilePhotos getUserProfileAudios
    setUserEmojiStatus banChatMember unbanChatMember restrictChatMember promoteChatMember
    setChatAdministratorCustomTitle setChatMemberTag banChatSenderChat unbanChatSenderChat
    setChatPermissions exportChatInviteLink createChatInviteLink editChatInviteLink
    createChatSubscriptionInviteLink editChatSubscriptionInviteLink revokeChatInviteLink
    approveChatJoinRequest declineChatJoinRequest setChatPhoto deleteChatPhoto
    setChatTitle setChatDescription unpinAllChatMessages getUserPersonalChatMessages
    setChatStickerSet deleteChatStickerSet getForumTopicIconStickers createForumTopic
    editForumTopic closeForumTopic reopenForumTopic deleteForumTopic
    unpinAllForumTopicMessages editGeneralForumTopic closeGeneralForumTopic
    reopenGeneralForumTopic hideGeneralForumTopic unhideGeneralForumTopic
    unpinAllGeneralForumTopicMessages answerGuestQuery getUserChatBoosts
    getBusinessConnection getManagedBotToken replaceManagedBotToken
    getManagedBotAccessSettings setManagedBotAccessSettings setMyProfilePhoto
    removeMyProfilePhoto setMyDefaultAdministratorRights getMyDefaultAdministratorRights
    getAvailableGifts sendGift giftPremiumSubscription verifyUser verifyChat
    removeUserVerification removeChatVerification readBusinessMessage
    deleteBusinessMessages setBusinessAccountName setBusinessAccountUsername
    setBusinessAccountBio setBusinessAccountProfilePhoto removeBusinessAccountProfilePhoto
    setBusinessAccountGiftSettings getBusinessAccountStarBalance
    transferBusinessAccountStars getBusinessAccountGifts getUserGifts getChatGifts
    convertGiftToStars upgradeGift transferGift postStory repostStory editStory
    deleteStory answerWebAppQuery savePreparedInlineMessage savePreparedKeyboardButton
    editMessageMedia editMessageChecklist stopPoll approveSuggestedPost
    declineSuggestedPost deleteMessageReaction deleteAllMessageReactions sendSticker
    getStickerSet getCustomEmojiStickers uploadStickerFile createNewStickerSet
    addStickerToSet setStickerPositionInSet deleteStickerFromSet replaceStickerInSet
    setStickerEmojiList setStickerKeywords setStickerMaskPosition setStickerSetTitle
    setStickerSetThumbnail setCustomEmojiStickerSetThumbnail deleteStickerSet
    answerInlineQuery createInvoiceLink answerShippingQuery getMyStarBalance
    getStarTransactions refundStarPayment editUserStarSubscription setPassportDataErrors
    sendGame setGameScore getGameHighScores
"""

UNIMPLEMENTED = {name.lower(): name for name in _NAMES.split()}

# What would change a message in a way that the simulator cannot show.
LEFT_OUT = frozenset(
    {
        *("direct_messages_topic_id", "suggested_post_parameters", "message_effect_id"),
        *("allow_paid_broadcast", "paid_media", "extended_media", "subscription_period"),
        "certificate",
    }
)
_NOTHING: tuple[Any, ...] = ("", False, 0, "0", "false", "False", "null", {}, [])


def refuse_left_out(params: Mapping[str, Any]) -> None:
    """Refuse by its name a parameter that the simulator knows of and does not do."""
    for name in sorted(LEFT_OUT & params.keys()):
        if params[name] not in _NOTHING:
            raise left_out(f"{name} is")
