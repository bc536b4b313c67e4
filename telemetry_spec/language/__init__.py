"""What a maintainer may write, as pydantic models. The editor schema and the reference are generated from them."""
