"""Methods of the Bot API 10.0 that the simulator does not have."""

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
