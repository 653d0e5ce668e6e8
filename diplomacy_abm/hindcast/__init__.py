"""The hindcast: dated questions asked of scenarios that know nothing later, and scored where the answer is known."""
