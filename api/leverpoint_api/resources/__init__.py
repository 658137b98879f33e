"""What can be asked for, one module a resource, each with its blueprint."""

from leverpoint_api.resources import (
    analysis,
    diffs,
    explanations,
    facts,
    health,
    home,
    leverage_points,
    measures,
    plugins,
    recommendations,
    roles,
    rubrics,
    rulesets,
    schemas,
    simulations,
    sources,
    status,
    strategies,
    testing,
    themes,
    validation,
)

BLUEPRINTS = (
    recommendations.blueprint,
    explanations.blueprint,
    simulations.blueprint,
    roles.blueprint,
    themes.blueprint,
    rubrics.blueprint,
    strategies.blueprint,
    leverage_points.blueprint,
    facts.blueprint,
    sources.blueprint,
    rulesets.blueprint,
    diffs.blueprint,
    validation.blueprint,
    testing.blueprint,
    analysis.blueprint,
    schemas.blueprint,
    plugins.blueprint,
    status.blueprint,
    health.blueprint,
    measures.blueprint,
    home.blueprint,
)
"""In the order of the documentation."""

__all__ = ["BLUEPRINTS"]
