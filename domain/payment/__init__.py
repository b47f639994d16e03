"""The money of an order: promised, taken, voided, given back."""

from __future__ import annotations

from domain.payment.charge import ChargeState, charge_code
from domain.payment.commands import (
    CollectCash,
    ConfirmRefund,
    FailRefund,
    GiveBack,
    NoteProviderState,
    NoteRefusedInvoice,
    RecordCharge,
    ReducePayment,
    RefundPart,
    RestPayment,
    Resumed,
    ResumePayments,
    SettlePayment,
    SettleRefund,
)
from domain.payment.errors import AmountMismatch, ProviderUnavailable, RefundRefused, RefundTooMuch
from domain.payment.events import (
    CashCollected,
    CashWaived,
    InvoiceRefused,
    LedgerDisagrees,
    PaymentApproved,
    PaymentRefunded,
    PaymentRested,
    PaymentResumed,
    PaymentVoided,
    ProviderCameBack,
    ProviderEvent,
    ProviderWentDown,
    RefundFailed,
    RefundRequested,
    StrayCharge,
)
from domain.payment.ledger_snapshot import Difference, LedgerSnapshot
from domain.payment.ports import ListsCharges, PaymentProvider, ProviderCharge
from domain.payment.provider_records import provider_differences
from domain.payment.queries import DueRefund, DueRefunds, IsAnyResting
from domain.payment.reasons import STRAY_CHARGES, RefundReason, StrayReason
from domain.payment.reconcile import differences
from domain.payment.states import PaymentState

__all__ = [
    "STRAY_CHARGES",
    "AmountMismatch",
    "CashCollected",
    "CashWaived",
    "ChargeState",
    "CollectCash",
    "ConfirmRefund",
    "Difference",
    "DueRefund",
    "DueRefunds",
    "FailRefund",
    "GiveBack",
    "InvoiceRefused",
    "IsAnyResting",
    "LedgerDisagrees",
    "LedgerSnapshot",
    "ListsCharges",
    "NoteProviderState",
    "NoteRefusedInvoice",
    "PaymentApproved",
    "PaymentProvider",
    "PaymentRefunded",
    "PaymentRested",
    "PaymentResumed",
    "PaymentState",
    "PaymentVoided",
    "ProviderCameBack",
    "ProviderCharge",
    "ProviderEvent",
    "ProviderUnavailable",
    "ProviderWentDown",
    "RecordCharge",
    "ReducePayment",
    "RefundFailed",
    "RefundPart",
    "RefundReason",
    "RefundRefused",
    "RefundRequested",
    "RefundTooMuch",
    "RestPayment",
    "ResumePayments",
    "Resumed",
    "SettlePayment",
    "SettleRefund",
    "StrayCharge",
    "StrayReason",
    "charge_code",
    "differences",
    "provider_differences",
]
