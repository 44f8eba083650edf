"""The Transformer: its sub-layers, the stacks made of them, and models that read and write ids."""

from common.transformer.blocks import DecoderLayer, EncoderLayer, FeedForward, SelfAttention, SourceAttention
from common.transformer.models import LanguageModel, TokenEncoder, Transformer
from common.transformer.stacks import DecoderStack, EncoderStack

__all__ = [
    "DecoderLayer",
    "DecoderStack",
    "EncoderLayer",
    "EncoderStack",
    "FeedForward",
    "LanguageModel",
    "SelfAttention",
    "SourceAttention",
    "TokenEncoder",
    "Transformer",
]
