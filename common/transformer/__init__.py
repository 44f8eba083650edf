"""The Transformer: its sub-layers, the stacks made of them, and models that read and write ids."""

from common.transformer.blocks import DecoderLayer, EncoderLayer, FeedForward, SelfAttention, SourceAttention
from common.transformer.models import LanguageModel, TokenEncoder, Transformer
from common.transformer.stacks import Decoder, Encoder

__all__ = [
    "Decoder",
    "DecoderLayer",
    "Encoder",
    "EncoderLayer",
    "FeedForward",
    "LanguageModel",
    "SelfAttention",
    "SourceAttention",
    "TokenEncoder",
    "Transformer",
]
