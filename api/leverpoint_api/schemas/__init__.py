"""The documents that come in and go out, as marshmallow schemas: the source of the OpenAPI document."""

from leverpoint_api.schemas.analysis import AnalysisReportSchema, AnalysisSchema
from leverpoint_api.schemas.answers import AnswerSchema
from leverpoint_api.schemas.catalog import (
    FactSchema,
    LeveragePointSchema,
    RoleSchema,
    RubricSchema,
    SourceSchema,
    StrategySchema,
    ThemeSchema,
)
from leverpoint_api.schemas.counterfactuals import CounterfactualAnswerSchema, CounterfactualQuestionSchema
from leverpoint_api.schemas.differences import DiffSchema
from leverpoint_api.schemas.explanations import CompareAnswerSchema, SimulationAnswerSchema, WhyNotAnswerSchema
from leverpoint_api.schemas.queries import BatchSchema, PlaceSchema, RulesQuerySchema
from leverpoint_api.schemas.questions import (
    CompareQuestionSchema,
    DiffQuerySchema,
    SimulationSchema,
    WhyNotQuestionSchema,
)
from leverpoint_api.schemas.rulebook import RuleSchema, RulesetSchema
from leverpoint_api.schemas.service import (
    BatchAnswerSchema,
    HealthSchema,
    HomeSchema,
    PluginSchema,
    ProblemSchema,
    SchemaLinkSchema,
    StatusSchema,
)
from leverpoint_api.schemas.shapes import page_of
from leverpoint_api.schemas.testing import ScenarioReportSchema, ScenarioRunSchema
from leverpoint_api.schemas.validation import PostedPackSchema, ValidationSchema

__all__ = [
    "AnalysisReportSchema",
    "AnalysisSchema",
    "AnswerSchema",
    "BatchAnswerSchema",
    "BatchSchema",
    "CompareAnswerSchema",
    "CompareQuestionSchema",
    "CounterfactualAnswerSchema",
    "CounterfactualQuestionSchema",
    "DiffQuerySchema",
    "DiffSchema",
    "FactSchema",
    "HealthSchema",
    "HomeSchema",
    "LeveragePointSchema",
    "PlaceSchema",
    "PluginSchema",
    "PostedPackSchema",
    "ProblemSchema",
    "RoleSchema",
    "RubricSchema",
    "RuleSchema",
    "RulesQuerySchema",
    "RulesetSchema",
    "ScenarioReportSchema",
    "ScenarioRunSchema",
    "SchemaLinkSchema",
    "SimulationAnswerSchema",
    "SimulationSchema",
    "SourceSchema",
    "StatusSchema",
    "StrategySchema",
    "ThemeSchema",
    "ValidationSchema",
    "WhyNotAnswerSchema",
    "WhyNotQuestionSchema",
    "page_of",
]
